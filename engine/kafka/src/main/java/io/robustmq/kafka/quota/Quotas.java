package io.robustmq.kafka.quota;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules on one core, and how much everybody has moved there. */
@OwnedBy(Core.class)
public final class Quotas {
    /**
     * Users and client ids that are told apart at a time; the others of a rule share one meter, so
     * that made-up names take neither memory nor more than one share.
     */
    static final int METERS_MAX = 10_000;

    /** At the bound, from one look for those that are not used to the next. */
    static final long SWEEP_NS = 1_000_000_000L;

    private static final String ALL = "";
    private static final String OTHERS = "\0";

    private final List<QuotaRule> rules;
    private final CoreClock clock;
    private final Map<Payer, Meter> meters = new HashMap<>();
    private long sweptNs;

    private record Payer(QuotaRule rule, String user, String clientId) {}

    public Quotas(List<QuotaRule> rules, CoreClock clock) {
        this.rules = rules;
        this.clock = clock;
        this.sweptNs = clock.nowNs() - SWEEP_NS;
    }

    /** False when nobody need be counted. */
    public boolean isAny() {
        return !rules.isEmpty();
    }

    CoreClock clock() {
        return clock;
    }

    /**
     * Whose bytes count together with this client's; null when no rule is for it. Control work.
     *
     * @param user empty for who has no name
     */
    @Nullable Meter meterOf(String user, String clientId, QuotaRate rate) {
        QuotaRule rule = ruleOf(user, clientId, rate);
        if (rule == null) {
            return null;
        }
        Payer payer =
                new Payer(
                        rule,
                        rule.user() == null ? ALL : user,
                        rule.clientId() == null ? ALL : clientId);
        Meter known = meters.get(payer);
        if (known != null) {
            return known;
        }
        Payer counted = hasRoom() ? payer : new Payer(rule, OTHERS, OTHERS);
        return meters.computeIfAbsent(
                counted, one -> new Meter(rule.bytesPerSecond(), clock.nowNs()));
    }

    private @Nullable QuotaRule ruleOf(String user, String clientId, QuotaRate rate) {
        QuotaRule best = null;
        for (QuotaRule each : rules) {
            if (each.rate() == rate
                    && each.isFor(user, clientId)
                    && (best == null || each.weight() > best.weight())) {
                best = each;
            }
        }
        return best;
    }

    private boolean hasRoom() {
        long nowNs = clock.nowNs();
        if (meters.size() >= METERS_MAX && nowNs - sweptNs >= SWEEP_NS) {
            sweptNs = nowNs;
            meters.values()
                    .removeIf(each -> {
                        boolean isUnused = each.isFull(nowNs);
                        if (isUnused) {
                            each.drop();
                        }
                        return isUnused;
                    });
        }
        return meters.size() < METERS_MAX;
    }
}
