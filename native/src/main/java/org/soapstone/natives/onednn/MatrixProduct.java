package org.soapstone.natives.onednn;
