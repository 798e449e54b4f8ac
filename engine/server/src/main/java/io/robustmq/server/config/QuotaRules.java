package io.robustmq.server.config;

import io.robustmq.kafka.quota.QuotaRate;
import io.robustmq.kafka.quota.QuotaRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code kafka.quotas}: rules like {@code user=etl/client-id=*:producer_byte_rate=1MiB}, parted by
 * commas. The last colon and the last {@code =} part a rule, so that names may have both.
 */
final class QuotaRules {
    private static final String KEY = "kafka.quotas";
    private static final String USER = "user=";
    private static final String CLIENT_ID = "client-id=";

    private QuotaRules() {}

    static List<QuotaRule> of(Values values) {
        List<QuotaRule> rules = new ArrayList<>();
        if (!values.isOff(KEY)) {
            for (String text : values.text(KEY).split(",", -1)) {
                rules.add(rule(values, text.strip()));
            }
        }
        return rules;
    }

    private static QuotaRule rule(Values values, String text) {
        int equals = text.lastIndexOf('=');
        int colon = text.lastIndexOf(':', equals);
        if (colon < 0) {
            throw values.refuse(KEY);
        }
        QuotaRate rate = QuotaRate.of(text.substring(colon + 1, equals));
        if (rate == null) {
            throw values.refuse(KEY);
        }
        String who = text.substring(0, colon);
        int slash = who.lastIndexOf("/" + CLIENT_ID);
        String user = slash < 0 ? named(who, USER) : named(who.substring(0, slash), USER);
        String clientId = named(slash < 0 ? who : who.substring(slash + 1), CLIENT_ID);
        if (user == null && (clientId == null || slash >= 0)) {
            throw values.refuse(KEY);
        }
        return new QuotaRule(user, clientId, rate, bytes(values, text.substring(equals + 1)));
    }

    private static @Nullable String named(String who, String prefix) {
        boolean isThat = who.startsWith(prefix) && who.length() > prefix.length();
        return isThat ? who.substring(prefix.length()) : null;
    }

    private static long bytes(Values values, String text) {
        try {
            return Quantity.bytes(text);
        } catch (IllegalArgumentException malformed) {
            throw values.refuse(KEY);
        }
    }
}
