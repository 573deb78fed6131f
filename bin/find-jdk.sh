# Sourced by ./mvnw and ./soapstone (POSIX sh): finds a JDK new enough and exports it as JAVA_HOME.
#
# Order: JAVA_HOME, the java on the PATH, then the usual places, where the oldest JDK that is new enough wins, since
# that is the one closest to what the tests ran on. A JDK's version is read from its `release` file: no JVM is started.

soapstone_jdk_wanted=25

# Prints the major version of the JDK at $1; prints nothing if no JDK is there.
soapstone_jdk_major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Whether a JDK that is new enough is at $1.
soapstone_jdk_fits() {
  [ -n "$1" ] || return 1
  soapstone_major=$(soapstone_jdk_major "$1")
  [ -n "$soapstone_major" ] && [ "$soapstone_major" -ge "$soapstone_jdk_wanted" ]
}

# Prints the home of the java on the PATH, with symbolic links followed.
soapstone_jdk_on_path() {
  soapstone_java=$(command -v java) || return 0
  soapstone_java=$(readlink -f "$soapstone_java" 2>/dev/null) || return 0
  printf '%s\n' "${soapstone_java%/bin/java}"
}

# Sets and exports JAVA_HOME, or says in one sentence what is missing and returns 2.
soapstone_find_jdk() {
  if ! soapstone_jdk_fits "${JAVA_HOME-}"; then
    JAVA_HOME=$(soapstone_jdk_on_path)
  fi
  if ! soapstone_jdk_fits "$JAVA_HOME"; then
    JAVA_HOME=
    soapstone_best=
    for soapstone_home in \
      /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/* /opt/java/* /opt/jdk/* \
      "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.asdf/installs/java/* \
      "${HOME-}"/.local/share/mise/installs/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home \
      "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
      /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
      if soapstone_jdk_fits "$soapstone_home" &&
        { [ -z "$soapstone_best" ] || [ "$soapstone_major" -lt "$soapstone_best" ]; }; then
        JAVA_HOME=$soapstone_home
        soapstone_best=$soapstone_major
      fi
    done
  fi
  if [ -z "$JAVA_HOME" ]; then
    printf '%s\n' "soapstone: no JDK $soapstone_jdk_wanted or newer was found in JAVA_HOME, on the PATH or in the \
usual places (/usr/lib/jvm, /opt, ~/.sdkman/candidates/java): install one, or set JAVA_HOME to where it is." >&2
    return 2
  fi
  export JAVA_HOME
}
