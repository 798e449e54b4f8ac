package io.robustmq.kafka.group.consumer;

import io.robustmq.kafka.group.GroupError;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;

/**
 * A regular expression over whole topic names (KIP-848), as far as it is simple: letters, digits,
 * {@code _}, {@code -}, {@code \.} or any other sign behind a backslash, {@code .} for any sign,
 * {@code .*} and {@code .+} for any run of signs, {@code |} between whole expressions, {@code ^}
 * and {@code $} around them. Matching costs at most the expression's length times the name's;
 * whatever else RE2 knows is refused by name. Immutable.
 */
final class TopicPattern {
    /** The longest expression. */
    static final int CHARS_MAX = 1_024;

    private static final char ONE = '\uffff';
    private static final char RUN = '\ufffe';

    private final List<String> alternatives;

    private TopicPattern(List<String> alternatives) {
        this.alternatives = alternatives;
    }

    /**
     * @throws GroupError INVALID_REGULAR_EXPRESSION: it is none, or is not simple
     */
    static TopicPattern of(String expression) throws GroupError {
        if (expression.length() > CHARS_MAX) {
            throw refusal(
                    expression.length()
                            + " characters are too many, "
                            + CHARS_MAX
                            + " is the most");
        }
        List<String> alternatives = new ArrayList<>();
        StringBuilder signs = new StringBuilder();
        int i = 0;
        while (i < expression.length()) {
            char c = expression.charAt(i);
            if (c == '|') {
                alternatives.add(signs.toString());
                signs.setLength(0);
                i++;
            } else {
                i += readSign(expression, i, signs);
            }
        }
        alternatives.add(signs.toString());
        return new TopicPattern(alternatives);
    }

    /**
     * @return how many characters it takes
     */
    private static int readSign(String expression, int i, StringBuilder into) throws GroupError {
        char c = expression.charAt(i);
        boolean isLast = i + 1 == expression.length();
        if (c == '.') {
            char next = isLast ? 0 : expression.charAt(i + 1);
            if (next == '+') {
                into.append(ONE);
            }
            into.append(next == '*' || next == '+' ? RUN : ONE);
            return next == '*' || next == '+' ? 2 : 1;
        }
        boolean isBegin = c == '^' && (i == 0 || expression.charAt(i - 1) == '|');
        boolean isEnd = c == '$' && (isLast || expression.charAt(i + 1) == '|');
        if (isBegin || isEnd) {
            return 1;
        }
        boolean isEscaped = c == '\\' && !isLast && !isLetterOrDigit(expression.charAt(i + 1));
        if (!isEscaped && !isLetterOrDigit(c) && c != '_' && c != '-') {
            throw refusal("'" + c + "' at " + i + " is not supported");
        }
        into.append(isEscaped ? expression.charAt(i + 1) : c);
        return isEscaped ? 2 : 1;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static GroupError refusal(String why) {
        return new GroupError(
                Errors.INVALID_REGULAR_EXPRESSION,
                why + "; names, '.', '.*', '.+', '\\' and '|' are");
    }

    boolean matches(String name) {
        for (String signs : alternatives) {
            if (matches(signs, name)) {
                return true;
            }
        }
        return false;
    }

    /** Goes back to the last run only: what an earlier one took makes no difference. */
    private static boolean matches(String signs, String name) {
        int s = 0;
        int n = 0;
        int behindRun = -1;
        int runFrom = 0;
        while (n < name.length()) {
            if (s < signs.length() && signs.charAt(s) == RUN) {
                behindRun = ++s;
                runFrom = n;
            } else if (s < signs.length()
                    && (signs.charAt(s) == ONE || signs.charAt(s) == name.charAt(n))) {
                s++;
                n++;
            } else if (behindRun >= 0) {
                s = behindRun;
                n = ++runFrom;
            } else {
                return false;
            }
        }
        while (s < signs.length() && signs.charAt(s) == RUN) {
            s++;
        }
        return s == signs.length();
    }
}
