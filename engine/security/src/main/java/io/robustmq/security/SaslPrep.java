package io.robustmq.security;

import java.text.Normalizer;

/**
 * Makes passwords that look equal be equal (RFC 4013): other spaces become a space, soft hyphens
 * and the like vanish, the rest is NFKC. Control, private and unassigned characters are refused.
 */
final class SaslPrep {
    private SaslPrep() {}

    /**
     * @throws IllegalArgumentException a prohibited character
     */
    static String prepare(String text) {
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> !vanishes(c))
                .forEach(c ->
                        mapped.appendCodePoint(
                                Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c));
        String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        if (prepared.codePoints().anyMatch(SaslPrep::isProhibited)) {
            throw new IllegalArgumentException("holds a control or unassigned character");
        }
        return prepared;
    }

    /** RFC 3454 table B.1. */
    private static boolean vanishes(int c) {
        return c == 0x00AD
                || c == 0x034F
                || c == 0x1806
                || (c >= 0x180B && c <= 0x180D)
                || (c >= 0x200B && c <= 0x200D)
                || c == 0x2060
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0xFEFF;
    }

    private static boolean isProhibited(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}
