package io.robustmq.storage.queue;

/** A queue of ints with two ends; grows by doubling, is bounded by whoever adds. One thread. */
final class IntRing {
    private int[] items = new int[8];
    private int head;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void addLast(int item) {
        if (size == items.length) {
            grow();
        }
        items[(head + size++) & (items.length - 1)] = item;
    }

    private void grow() {
        int[] larger = new int[2 * items.length];
        for (int i = 0; i < size; i++) {
            larger[i] = get(i);
        }
        items = larger;
        head = 0;
    }

    int get(int index) {
        assert index < size;
        return items[(head + index) & (items.length - 1)];
    }

    int first() {
        return get(0);
    }

    int last() {
        return get(size - 1);
    }

    int removeFirst() {
        int item = get(0);
        head = (head + 1) & (items.length - 1);
        size--;
        return item;
    }

    int removeLast() {
        int item = last();
        size--;
        return item;
    }
}
