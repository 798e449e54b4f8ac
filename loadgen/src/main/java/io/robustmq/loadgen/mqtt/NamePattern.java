package io.robustmq.loadgen.mqtt;

/**
 * A topic or client id for each of many: {@code %i} is the number, {@code %c} the client id, {@code
 * %%} a percent sign.
 *
 * @param text as given
 */
public record NamePattern(String text) {
    public NamePattern {
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 2)) {
            if (at + 1 == text.length() || "ic%".indexOf(text.charAt(at + 1)) < 0) {
                throw new IllegalArgumentException(
                        "'" + text + "': after % comes i (number), c (client id) or %");
            }
        }
    }

    boolean isSameForAll() {
        return text.replace("%%", "").indexOf('%') < 0;
    }

    String of(int index, String clientId) {
        return expand(Integer.toString(index), clientId);
    }

    /** The filter that covers the names of all: a level that differs becomes {@code +}. */
    String filterForAll() {
        String[] levels = text.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            levels[i] =
                    new NamePattern(levels[i]).isSameForAll() ? levels[i].replace("%%", "%") : "+";
        }
        return String.join("/", levels);
    }

    private String expand(String index, String clientId) {
        StringBuilder name = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '%') {
                name.append(c);
                continue;
            }
            switch (text.charAt(++at)) {
                case 'i' -> name.append(index);
                case 'c' -> name.append(clientId);
                default -> name.append('%');
            }
        }
        return name.toString();
    }
}
