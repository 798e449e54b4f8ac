package io.robustmq.server.config;

import io.robustmq.kernel.ConfigException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The value of every setting after precedence, read as what it is meant to be. */
public final class Values {
    static final String OFF = "off";

    private final Map<String, RawValue> byKey = new HashMap<>();

    /**
     * @param sources in rising precedence; their keys exist
     */
    @SafeVarargs
    Values(Map<String, RawValue>... sources) {
        for (Setting setting : Settings.ALL) {
            byKey.put(setting.key(), new RawValue(setting.defaultText(), Origin.DEFAULT));
        }
        for (Map<String, RawValue> source : sources) {
            byKey.putAll(source);
        }
    }

    RawValue raw(String key) {
        return Objects.requireNonNull(byKey.get(key), key);
    }

    String text(String key) {
        return raw(key).text();
    }

    boolean isOff(String key) {
        return text(key).equals(OFF);
    }

    int integer(String key) {
        return parse(key, Integer::parseInt);
    }

    long size(String key) {
        return parse(key, Quantity::bytes);
    }

    /** A size that fits an int; a larger one is refused by the record's own upper limit. */
    int sizeInt(String key) {
        return (int) Math.min(size(key), Integer.MAX_VALUE);
    }

    Duration duration(String key) {
        return parse(key, Quantity::duration);
    }

    @Nullable Path path(String key) {
        return isOff(key) ? null : parse(key, Path::of);
    }

    @Nullable InetSocketAddress address(String key) {
        return isOff(key) ? null : parse(key, HostPort::parse);
    }

    /** {@code round-robin} is {@code ROUND_ROBIN}. */
    <E extends Enum<E>> E choice(String key, Class<E> type) {
        return parse(
                key,
                text -> {
                    for (E constant : type.getEnumConstants()) {
                        if (constant.name()
                                .toLowerCase(Locale.ROOT)
                                .equals(text.replace('-', '_'))) {
                            return constant;
                        }
                    }
                    throw new IllegalArgumentException(text);
                });
    }

    ConfigException refuse(String key) {
        return new ConfigException(
                key, text(key), Objects.requireNonNull(Settings.find(key)).allowed());
    }

    /** Says where the operator wrote the value that {@code mistake} is about. */
    ConfigException located(ConfigException mistake) {
        RawValue raw = byKey.get(mistake.key());
        if (raw == null || raw.origin().kind() == Origin.Kind.DEFAULT) {
            return mistake;
        }
        return new ConfigException(mistake.key(), raw.text(), mistake.allowed())
                .at(raw.origin().where());
    }

    private <T> T parse(String key, Function<String, T> parser) {
        try {
            return parser.apply(text(key));
        } catch (IllegalArgumentException malformed) {
            throw refuse(key);
        }
    }
}
