package io.robustmq.storage.tier;

/** What names objects may have, so that every tier can keep them. */
final class TierNames {
    private TierNames() {}

    static void check(String name) {
        boolean isGood = !name.isEmpty() && name.length() <= Tier.NAME_LENGTH_MAX;
        for (int i = 0; i < name.length() && isGood; i++) {
            char letter = name.charAt(i);
            isGood =
                    letter >= 'a' && letter <= 'z'
                            || letter >= '0' && letter <= '9'
                            || letter == '-';
        }
        if (!isGood) {
            throw new IllegalArgumentException("no object can have the name " + name);
        }
    }
}
