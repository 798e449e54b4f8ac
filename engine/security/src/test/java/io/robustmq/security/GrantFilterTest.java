package io.robustmq.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 5.0 §4.7, turned from "matches" into "lies inside" and "touches". */
class GrantFilterTest {
    private static final int PADDING = 3;

    @ParameterizedTest
    @CsvSource({
        // grant, the client's filter or topic, inside, touches
        "a,        a,        true,  true",
        "a,        b,        false, false",
        "a,        a/b,      false, false",
        "a/b,      a,        false, false",
        "a/+,      a/b,      true,  true",
        "a/+,      a/+,      true,  true",
        "a/+,      a/#,      false, true",
        "a/+,      a,        false, false",
        "a/+,      a/,       true,  true",
        "a/+,      a/b/c,    false, false",
        "a/#,      a,        true,  true",
        "a/#,      a/b/c,    true,  true",
        "a/#,      a/+/c,    true,  true",
        "a/#,      a/#,      true,  true",
        "a/#,      +/b,      false, true",
        "a/#,      #,        false, true",
        "a/#,      ab,       false, false",
        "a/b/#,    a/#,      false, true",
        "a/b/#,    a/+,      false, true",
        "a/b,      +/+,      false, true",
        "a/b,      +/+/#,    false, true",
        "a/b,      +/+/+,    false, false",
        "+,        a,        true,  true",
        "+,        +,        true,  true",
        "+,        #,        false, true",
        "+,        /,        false, false",
        "+/+,      /,        true,  true",
        "+/b,      a/+,      false, true",
        "+/b,      a/c,      false, false",
        "#,        a/b,      true,  true",
        "#,        #,        true,  true",
        "#,        +/a/#,    true,  true",
        // wildcards of the first level do not reach $-topics [MQTT-4.7.2-1]
        "#,        $SYS/a,   false, false",
        "+/a,      $SYS/a,   false, false",
        "$SYS/#,   $SYS/a,   true,  true",
        "$SYS/#,   #,        false, false",
        "$SYS/a,   +/a,      false, false",
        "$SYS/#,   $SYS/+/b, true,  true",
        "$SYS/#,   $SYS,     true,  true",
        // names are bytes: no folding, no patterns but the two
        "é,        é,        true,  true",
        "A,        a,        false, false",
        "a.*,      a.b,      false, false",
        "%u,       bob,      false, false",
    })
    void shouldTellWhatLiesInsideAndWhatTouches(
            String grant, String filter, boolean inside, boolean touches) {
        byte[] bytes = ("xyz" + filter + "/z").getBytes(UTF_8);
        int length = filter.getBytes(UTF_8).length;
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        GrantFilter grantFilter = new GrantFilter(grant);

        assertThat(grantFilter.covers(buffer, PADDING, length)).as("inside").isEqualTo(inside);
        assertThat(grantFilter.overlaps(buffer, PADDING, length)).as("touches").isEqualTo(touches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a#", "a/#/b", "a+/b", "#/a", "++"})
    void shouldRefuseWhatIsNoFilter(String text) { // [MQTT-4.7.1-1], [MQTT-4.7.1-2]
        assertThatThrownBy(() -> new GrantFilter(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a topic filter");
    }
}
