package io.robustmq.kernel.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.topic.SharedFilter.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedFilterTest {
    private static final int LEVELS_MAX = 128;

    @ParameterizedTest
    @CsvSource({
        "sport/#, PLAIN, '', sport/#",
        "$share, PLAIN, '', $share",
        "$SYS/#, PLAIN, '', $SYS/#",
        "$shared/g/f, PLAIN, '', $shared/g/f",
        "$share/consumer1/sport/tennis/+, SHARED, consumer1, sport/tennis/+",
        "$share/consumer1//finance, SHARED, consumer1, /finance",
        "$share/g/$SYS/#, SHARED, g, $SYS/#",
        "$queue/sport/#, QUEUE, '', sport/#",
        "$exclusive/sport/a, EXCLUSIVE, '', sport/a",
    })
    void shouldTakeApart(String name, Kind kind, String group, String filter) { // §4.8.2
        SharedFilter parsed = SharedFilter.parse(name, LEVELS_MAX);

        assertThat(parsed).isEqualTo(new SharedFilter(kind, FilterCheck.VALID, group, filter));
    }

    @ParameterizedTest
    @CsvSource({
        "$share/, BAD_SHARE_NAME",
        "$share//f, BAD_SHARE_NAME",
        "$share/+/f, BAD_SHARE_NAME",
        "$share/g#/f, BAD_SHARE_NAME",
        "$share/g, MISSING_FILTER",
        "$share/g/, MISSING_FILTER",
        "$share/g/a#, MISPLACED_HASH",
        "$queue/, MISSING_FILTER",
        "$queue/a+, MISPLACED_PLUS",
        "$exclusive/, MISSING_FILTER",
        "$exclusive/+, EXCLUSIVE_WILDCARD",
        "'', EMPTY",
    })
    void shouldSayWhatIsWrong(String name, FilterCheck expected) { // [MQTT-4.8.2-1], [MQTT-4.8.2-2]
        SharedFilter parsed = SharedFilter.parse(name, LEVELS_MAX);

        assertThat(parsed.check()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"$share/g/a/b/c", "$queue/a/b/c", "a/b/c"})
    void shouldCountTheLevelsOfTheFilterProper(String name) {
        assertThat(SharedFilter.parse(name, 3).check()).isEqualTo(FilterCheck.VALID);
        assertThat(SharedFilter.parse(name, 2).check()).isEqualTo(FilterCheck.TOO_MANY_LEVELS);
    }
}
