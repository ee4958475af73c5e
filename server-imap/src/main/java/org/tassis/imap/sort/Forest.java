package org.tassis.imap.sort;

import java.util.Arrays;
import java.util.function.ToLongFunction;

/// Messages as the trees of their conversations. A node is a number; node 0 is the root of all. Nodes
/// without a message stand for one that is referred to and not here. Trees may be as deep as there are
/// messages, so nothing here calls itself. One thread.
final class Forest {
    static final int ROOT = 0;
    static final int NONE = -1;

    /// Bounds the time that a loop is looked for.
    private static final int MAX_DEPTH = 10_000;

    private int[] sequences = new int[64];
    private int[] parents = new int[64];
    private int[] firstChildren = new int[64];
    private int[] nextSiblings = new int[64];
    private int size;

    Forest() {
        add(0);
        parents[ROOT] = NONE;
    }

    /// A node without parent.
    ///
    /// @param sequence 0 for none
    int add(int sequence) {
        if (size == sequences.length) {
            sequences = Arrays.copyOf(sequences, 2 * size);
            parents = Arrays.copyOf(parents, 2 * size);
            firstChildren = Arrays.copyOf(firstChildren, 2 * size);
            nextSiblings = Arrays.copyOf(nextSiblings, 2 * size);
        }
        sequences[size] = sequence;
        parents[size] = NONE;
        firstChildren[size] = NONE;
        nextSiblings[size] = NONE;
        return size++;
    }

    int size() {
        return size;
    }

    /// The message's sequence number, 0 when there is none.
    int sequence(int node) {
        return sequences[node];
    }

    void set(int node, int sequence) {
        sequences[node] = sequence;
    }

    boolean isDummy(int node) {
        return sequences[node] == 0;
    }

    int parent(int node) {
        return parents[node];
    }

    /// For linking only; children are made of it by {@link #plant}.
    void setParent(int node, int parent) {
        parents[node] = parent;
    }

    /// Whether `node` is `other` or lies below it; what lies too deep to be followed is taken for that.
    boolean isBelow(int node, int other) {
        int steps = MAX_DEPTH;
        for (int at = node; at != NONE; at = parents[at]) {
            if (at == other || steps-- == 0) {
                return true;
            }
        }
        return false;
    }

    /// Makes lists of children of what {@link #setParent} said; who has no parent becomes a child of the
    /// root.
    void plant() {
        for (int node = size - 1; node > ROOT; node--) {
            int parent = parents[node] == NONE ? ROOT : parents[node];
            parents[node] = parent;
            nextSiblings[node] = firstChildren[parent];
            firstChildren[parent] = node;
        }
    }

    int[] children(int node) {
        int count = 0;
        for (int child = firstChildren[node]; child != NONE; child = nextSiblings[child]) {
            count++;
        }
        int[] children = new int[count];
        int i = 0;
        for (int child = firstChildren[node]; child != NONE; child = nextSiblings[child]) {
            children[i++] = child;
        }
        return children;
    }

    int firstChild(int node) {
        return firstChildren[node];
    }

    void setChildren(int node, int[] children) {
        firstChildren[node] = children.length == 0 ? NONE : children[0];
        for (int i = 0; i < children.length; i++) {
            parents[children[i]] = node;
            nextSiblings[children[i]] = i + 1 < children.length ? children[i + 1] : NONE;
        }
    }

    /// Every node but the root, each before what is below it.
    int[] downwards() {
        int[] order = new int[size];
        int count = 0;
        for (int child : children(ROOT)) {
            order[count++] = child;
        }
        for (int i = 0; i < count; i++) {
            for (int child = firstChildren[order[i]]; child != NONE; child = nextSiblings[child]) {
                order[count++] = child;
            }
        }
        return Arrays.copyOf(order, count);
    }

    /// Orders the children of a node by what `by` says, then by sequence number; of a node without message
    /// its first child counts (RFC 5256 §3).
    void sortChildren(int node, ToLongFunction<Integer> by) {
        int[] children = children(node);
        if (children.length < 2) {
            return;
        }
        Integer[] boxed = Arrays.stream(children).boxed().toArray(Integer[]::new);
        Arrays.sort(boxed, (one, other) -> {
            int order = Long.compare(by.applyAsLong(one), by.applyAsLong(other));
            return order != 0 ? order : Integer.compare(sequences[message(one)], sequences[message(other)]);
        });
        setChildren(node, Arrays.stream(boxed).mapToInt(Integer::intValue).toArray());
    }

    /// The node itself, or its first child when it has no message.
    int message(int node) {
        return isDummy(node) && firstChildren[node] != NONE ? firstChildren[node] : node;
    }
}
