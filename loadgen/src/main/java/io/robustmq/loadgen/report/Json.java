package io.robustmq.loadgen.report;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes maps, lists, text, numbers and booleans as JSON (RFC 8259), two spaces a level. */
final class Json {
    private final StringBuilder out = new StringBuilder();

    private Json() {}

    static String write(Map<String, ?> object) {
        Json json = new Json();
        json.object(object, "");
        return json.out.toString();
    }

    private void value(Object value, String indent) {
        switch (value) {
            case Map<?, ?> object -> object(object, indent);
            case List<?> array -> array(array, indent);
            case Double number when number.isNaN() || number.isInfinite() -> out.append("null");
            case Number number -> out.append(number);
            case Boolean bool -> out.append(bool);
            default -> text(value.toString());
        }
    }

    private void object(Map<?, ?> object, String indent) {
        out.append('{');
        String inner = indent + "  ";
        String separator = "\n";
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            out.append(separator).append(inner);
            text(String.valueOf(entry.getKey()));
            out.append(": ");
            value(entry.getValue(), inner);
            separator = ",\n";
        }
        out.append(object.isEmpty() ? "" : "\n" + indent).append('}');
    }

    private void array(List<?> array, String indent) {
        out.append('[');
        for (Iterator<?> each = array.iterator(); each.hasNext(); ) {
            value(each.next(), indent);
            out.append(each.hasNext() ? ", " : "");
        }
        out.append(']');
    }

    private void text(String text) {
        out.append('"');
        text.chars().forEach(this::character);
        out.append('"');
    }

    private void character(int c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append((char) c);
        } else if (c < ' ') {
            out.append(String.format("\\u%04x", c));
        } else {
            out.append((char) c);
        }
    }
}
