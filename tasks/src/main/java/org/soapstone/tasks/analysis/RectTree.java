package org.soapstone.tasks.analysis;

import java.util.Arrays;
import org.soapstone.regions.Rect;

/**
 * A binary tree of bounding boxes over rects, kept balanced by rotations as an AVL tree is:
 * insertion, removal and replacement cost O(log n); a lookup of disjoint rects O(log n + k) for k
 * found, unless they are very long and thin.
 *
 * <p>Nodes are numbers, their parts flat arrays. A new leaf goes down to the side whose box grows
 * least. The scheme is that of dynamic bounding volume hierarchies for collision tests (Catto, GDC
 * 2019).
 */
final class RectTree {
  private static final int NONE = -1;

  private final int dims;

  /** For each node the lows of all dimensions, then the highs. */
  private long[] boxes;

  /** For each node its parent; for a free one the next free node. */
  private int[] parents;

  private int[] lefts;
  private int[] rights;
  private int[] heights;
  private int root = NONE;
  private int free = NONE;
  private int used;
  private int[] stack = new int[32];
  private int[] found = new int[16];

  RectTree(int dims, int capacity) {
    this.dims = dims;
    boxes = new long[capacity * 2 * dims];
    parents = new int[capacity];
    lefts = new int[capacity];
    rights = new int[capacity];
    heights = new int[capacity];
  }

  /** {@return a bound on the numbers of nodes} */
  int capacity() {
    return parents.length;
  }

  /**
   * {@return the most steps from the root to a leaf: at most 1.44 times the logarithm of the
   * leaves}
   */
  int height() {
    return root == NONE ? 0 : heights[root];
  }

  /** {@return the number of the new leaf} */
  int insert(Rect rect) {
    int leaf = allocate();
    setBox(leaf, rect);
    if (root == NONE) {
      root = leaf;
      return leaf;
    }
    int sibling = sibling(leaf);
    int parent = allocate();
    int grand = parents[sibling];
    parents[parent] = grand;
    lefts[parent] = sibling;
    rights[parent] = leaf;
    parents[sibling] = parent;
    parents[leaf] = parent;
    replaceChild(grand, sibling, parent);
    refit(parent);
    return leaf;
  }

  void remove(int leaf) {
    int parent = parents[leaf];
    release(leaf);
    if (parent == NONE) {
      root = NONE;
      return;
    }
    int grand = parents[parent];
    int sibling = lefts[parent] == leaf ? rights[parent] : lefts[parent];
    parents[sibling] = grand;
    replaceChild(grand, parent, sibling);
    release(parent);
    refit(grand);
  }

  /** Gives a leaf another rect, which should be near the old one for the tree to stay good. */
  void replace(int leaf, Rect rect) {
    setBox(leaf, rect);
    refit(parents[leaf]);
  }

  private void setBox(int leaf, Rect rect) {
    int at = leaf * 2 * dims;
    for (int d = 0; d < dims; d++) {
      boxes[at + d] = rect.lo(d);
      boxes[at + dims + d] = rect.hi(d);
    }
  }

  /** {@return how many leaves share a point with a rect; {@link #found} tells which} */
  int query(Rect rect) {
    int count = 0;
    int depth = 0;
    if (root != NONE) {
      stack[depth++] = root;
    }
    while (depth > 0) {
      int node = stack[--depth];
      if (!intersects(node, rect)) {
        continue;
      }
      if (lefts[node] == NONE) {
        if (count == found.length) {
          found = Arrays.copyOf(found, count * 2);
        }
        found[count++] = node;
        continue;
      }
      if (depth + 2 > stack.length) {
        stack = Arrays.copyOf(stack, stack.length * 2);
      }
      stack[depth++] = rights[node];
      stack[depth++] = lefts[node];
    }
    return count;
  }

  /** {@return a leaf that the last {@link #query} found} */
  int found(int i) {
    return found[i];
  }

  private boolean intersects(int node, Rect rect) {
    int at = node * 2 * dims;
    for (int d = 0; d < dims; d++) {
      if (rect.hi(d) < boxes[at + d] || rect.lo(d) > boxes[at + dims + d]) {
        return false;
      }
    }
    return true;
  }

  private int sibling(int leaf) {
    int node = root;
    while (lefts[node] != NONE) {
      int left = lefts[node];
      int right = rights[node];
      long leftGrowth = growth(left, leaf);
      long rightGrowth = growth(right, leaf);
      boolean goLeft =
          leftGrowth == rightGrowth ? heights[left] <= heights[right] : leftGrowth < rightGrowth;
      node = goLeft ? left : right;
    }
    return node;
  }

  /** By how much the sum of the extents of a node's box grows if it takes in a leaf's. */
  private long growth(int node, int leaf) {
    int at = node * 2 * dims;
    int atLeaf = leaf * 2 * dims;
    long growth = 0;
    for (int d = 0; d < dims; d++) {
      growth += Math.max(0, boxes[at + d] - boxes[atLeaf + d]);
      growth += Math.max(0, boxes[atLeaf + dims + d] - boxes[at + dims + d]);
    }
    return growth;
  }

  /**
   * Recomputes boxes and heights from a node towards the root for as long as they change, rotating
   * where heights differ by two.
   */
  private void refit(int from) {
    int node = from;
    while (node != NONE) {
      int left = lefts[node];
      int right = rights[node];
      if (heights[right] > heights[left] + 1) {
        node = rotateUp(node, right, left);
      } else if (heights[left] > heights[right] + 1) {
        node = rotateUp(node, left, right);
      } else if (!update(node)) {
        return;
      }
      node = parents[node];
    }
  }

  /**
   * Lifts a node's taller child into its place; the child keeps its taller child, and its other
   * child takes its old place beside the sibling.
   */
  private int rotateUp(int node, int child, int sibling) {
    int a = lefts[child];
    int b = rights[child];
    int keep = heights[a] >= heights[b] ? a : b;
    int give = keep == a ? b : a;
    int grand = parents[node];
    parents[child] = grand;
    replaceChild(grand, node, child);
    lefts[node] = sibling;
    rights[node] = give;
    parents[give] = node;
    lefts[child] = node;
    rights[child] = keep;
    parents[node] = child;
    update(node);
    update(child);
    return child;
  }

  /** {@return whether the node's box or height has changed} */
  private boolean update(int node) {
    int left = lefts[node];
    int right = rights[node];
    int height = 1 + Math.max(heights[left], heights[right]);
    boolean changed = height != heights[node];
    heights[node] = height;
    int at = node * 2 * dims;
    int atLeft = left * 2 * dims;
    int atRight = right * 2 * dims;
    for (int d = 0; d < dims; d++) {
      long lo = Math.min(boxes[atLeft + d], boxes[atRight + d]);
      long hi = Math.max(boxes[atLeft + dims + d], boxes[atRight + dims + d]);
      changed |= lo != boxes[at + d] || hi != boxes[at + dims + d];
      boxes[at + d] = lo;
      boxes[at + dims + d] = hi;
    }
    return changed;
  }

  private void replaceChild(int parent, int child, int replacement) {
    if (parent == NONE) {
      root = replacement;
    } else if (lefts[parent] == child) {
      lefts[parent] = replacement;
    } else {
      rights[parent] = replacement;
    }
  }

  private int allocate() {
    int node = free;
    if (node == NONE) {
      if (used == parents.length) {
        grow();
      }
      node = used++;
    } else {
      free = parents[node];
    }
    parents[node] = NONE;
    lefts[node] = NONE;
    rights[node] = NONE;
    heights[node] = 0;
    return node;
  }

  private void release(int node) {
    parents[node] = free;
    free = node;
  }

  private void grow() {
    int capacity = parents.length * 2;
    boxes = Arrays.copyOf(boxes, capacity * 2 * dims);
    parents = Arrays.copyOf(parents, capacity);
    lefts = Arrays.copyOf(lefts, capacity);
    rights = Arrays.copyOf(rights, capacity);
    heights = Arrays.copyOf(heights, capacity);
  }
}
