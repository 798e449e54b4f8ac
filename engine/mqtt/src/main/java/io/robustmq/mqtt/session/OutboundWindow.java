package io.robustmq.mqtt.session;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.jspecify.annotations.Nullable;

/**
 * The QoS 1 and 2 messages sent to one client and not yet finished, by packet identifier.
 *
 * <p>Identifiers are given in rising order and wrap from 65,535 to 1, so the order of sending is
 * their circular distance from the next one [MQTT-4.6.0-1]. A slot is found by masking the
 * identifier; the table doubles until it holds the window, and is given up when nothing is in
 * flight any more, so that only sessions that are busy pay for their windows.
 *
 * <pre>
 * QoS 1: FREE —send→ PUBLISHED —PUBACK→ FREE
 * QoS 2: FREE —send→ AWAITS_REC —PUBREC→ AWAITS_COMP —PUBCOMP→ FREE
 * </pre>
 */
@OwnedBy(Core.class)
final class OutboundWindow {
    static final byte FREE = 0;
    static final byte PUBLISHED = 1;
    static final byte AWAITS_REC = 2;
    static final byte AWAITS_COMP = 3;

    private static final byte[] NO_STATES = {};
    private static final char[] NO_IDS = {};
    private static final int[] NO_IDS_IN_ORDER = {};
    private static final @Nullable Delivery[] NO_DELIVERIES = {};
    private static final int LAST_ID = 65_535;
    private static final int REFERENCE_BYTES = 4;
    private static final int FIRST_SLOTS = 16;

    /** Every identifier has a slot of its own. */
    private static final int MAX_SLOTS = 1 << 16;

    /** What any session may have, and keep, whatever the others hold: 1,023 in flight. */
    private static final int MODEST_SLOTS = 1 << 11;

    private byte[] states = NO_STATES;
    private char[] ids = NO_IDS;
    private @Nullable Delivery[] deliveries = NO_DELIVERIES;
    private int nextId = 1;
    private int inFlight;

    /** The state of what was just sent. */
    static byte sentState(int qos) {
        return qos == 1 ? PUBLISHED : AWAITS_REC;
    }

    int inFlight() {
        return inFlight;
    }

    /**
     * The identifier that the next {@link #open} will take, 1 to 65,535. The caller has checked
     * that {@link #inFlight()} is below the window.
     */
    int nextId() {
        while (states.length > 0 && states[nextId & (states.length - 1)] != FREE) {
            nextId = after(nextId);
        }
        return nextId;
    }

    /**
     * Takes an identifier.
     *
     * @param id {@link #nextId()}, as it was when this was decided
     * @param delivery what to send again when the client resumes; null when the session ends with
     *     its connection
     */
    void open(int id, byte state, @Nullable Delivery delivery) {
        while (isCrowded() || states[id & (states.length - 1)] != FREE) {
            enlarge();
        }
        int slot = id & (states.length - 1);
        states[slot] = state;
        ids[slot] = (char) id;
        if (delivery != null) {
            if (deliveries.length == 0) {
                deliveries = new Delivery[states.length];
            }
            deliveries[slot] = delivery;
        }
        inFlight++;
        nextId = after(id);
    }

    private boolean isCrowded() {
        return inFlight * 2 >= states.length && states.length < MAX_SLOTS;
    }

    /** One more in flight takes more memory than every session may have. */
    boolean isAboutToSwell() {
        return states.length >= MODEST_SLOTS && isCrowded();
    }

    /** Memory of the table when it is larger than every session may have, else 0. */
    int swollenBytes() {
        return states.length <= MODEST_SLOTS
                ? 0
                : states.length * (Byte.BYTES + Character.BYTES)
                        + deliveries.length * REFERENCE_BYTES;
    }

    /** State of this identifier, {@link #FREE} when it is not in use. */
    byte state(int id) {
        int slot = id & (states.length - 1);
        return states.length > 0 && ids[slot] == id ? states[slot] : FREE;
    }

    /** The message of this identifier, or null when it is not kept. */
    @Nullable Delivery delivery(int id) {
        return state(id) == FREE ? null : kept(id & (states.length - 1));
    }

    private @Nullable Delivery kept(int slot) {
        return deliveries.length == 0 ? null : deliveries[slot];
    }

    private void forget(int slot) {
        if (deliveries.length > 0) {
            deliveries[slot] = null;
        }
    }

    /**
     * PUBREC arrived: the message is the client's now, only the identifier is still ours
     * [MQTT-4.3.3-5].
     */
    void awaitCompletion(int id) {
        int slot = id & (states.length - 1);
        states[slot] = AWAITS_COMP;
        forget(slot);
    }

    void close(int id) {
        int slot = id & (states.length - 1);
        states[slot] = FREE;
        forget(slot);
        inFlight--;
        if (inFlight == 0 && states.length > MODEST_SLOTS) {
            clear();
        }
    }

    /** Forgets all that is in flight. */
    void clear() {
        states = NO_STATES;
        ids = NO_IDS;
        deliveries = NO_DELIVERIES;
        inFlight = 0;
    }

    /**
     * The identifiers in flight in the order of their first sending. Allocates: for resuming only.
     */
    int[] idsInOrder() {
        if (inFlight == 0) {
            return NO_IDS_IN_ORDER;
        }
        int[] inOrder = new int[inFlight];
        int[] count = {0};
        forEach((id, state, delivery) -> inOrder[count[0]++] = id);
        return inOrder;
    }

    /** Visits what is in flight in the order it was sent. */
    void forEach(Visitor visitor) {
        if (inFlight == 0) {
            return;
        }
        int id = nextId;
        for (int i = 0; i < LAST_ID; i++) {
            byte state = state(id);
            if (state != FREE) {
                visitor.onInFlight(id, state, kept(id & (states.length - 1)));
            }
            id = after(id);
        }
    }

    /**
     * After a restart: goes on elsewhere among the identifiers that are free, in the same order. A
     * policy below sync lets a power cut take back what the client has seen: it may still hold
     * identifiers given then, and would take the next message of one for that message again
     * [MQTT-4.3.3-10].
     *
     * @param by any number; like numbers lead to like places
     */
    void leap(long by) {
        int ahead = (int) Math.floorMod(by, Math.max(1L, LAST_ID - span()));
        nextId = (nextId - 1 + ahead) % LAST_ID + 1;
    }

    /** Identifiers from the oldest in flight up to the next one. */
    private int span() {
        int most = 0;
        for (int slot = 0; slot < states.length; slot++) {
            if (states[slot] != FREE) {
                most = Math.max(most, Math.floorMod(nextId - ids[slot] - 1, LAST_ID) + 1);
            }
        }
        return most;
    }

    private static int after(int id) {
        return id == LAST_ID ? 1 : id + 1;
    }

    /**
     * Twice the slots; identifiers in use keep distinct slots, since the old mask was a suffix of
     * the new one.
     */
    private void enlarge() {
        if (states.length == MAX_SLOTS) {
            throw new IllegalStateException("an identifier was taken twice");
        }
        int slots = Math.max(FIRST_SLOTS, states.length * 2);
        byte[] oldStates = states;
        char[] oldIds = ids;
        @Nullable Delivery[] oldDeliveries = deliveries;
        states = new byte[slots];
        ids = new char[slots];
        if (oldDeliveries.length > 0) {
            deliveries = new Delivery[slots];
        }
        for (int i = 0; i < oldStates.length; i++) {
            if (oldStates[i] != FREE) {
                int slot = oldIds[i] & (slots - 1);
                states[slot] = oldStates[i];
                ids[slot] = oldIds[i];
                if (oldDeliveries.length > 0) {
                    deliveries[slot] = oldDeliveries[i];
                }
            }
        }
    }

    /** Receives {@link #forEach}; must not open or close identifiers meanwhile. */
    interface Visitor {
        void onInFlight(int id, byte state, @Nullable Delivery delivery);
    }
}
