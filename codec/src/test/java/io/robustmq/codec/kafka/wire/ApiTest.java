package io.robustmq.codec.kafka.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.message.ApiMessageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApiTest {
    @ParameterizedTest
    @EnumSource(Api.class)
    void shouldOfferOnlyVersionsThatAreSpecified(Api api) {
        ApiMessageType type = ApiMessageType.fromApiKey((short) api.key());

        assertThat(api.name()).isEqualTo(type.name());
        assertThat(api.lowest()).isGreaterThanOrEqualTo(type.lowestSupportedVersion());
        assertThat(api.highest()).isLessThanOrEqualTo(type.highestSupportedVersion(false));
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void shouldKnowWhichVersionsAreFlexible(Api api) {
        ApiMessageType type = ApiMessageType.fromApiKey((short) api.key());

        for (int version = api.lowest(); version <= api.highest(); version++) {
            assertThat(api.isFlexible(version))
                    .as("%s %d", api, version)
                    .isEqualTo(type.requestHeaderVersion((short) version) == 2);
            assertThat(api.hasFlexibleResponseHead(version))
                    .as("%s %d", api, version)
                    .isEqualTo(type.responseHeaderVersion((short) version) == 1);
        }
    }

    @Test
    void shouldFindAnApiByItsKey() {
        for (Api api : Api.values()) {
            assertThat(Api.ofKey(api.key())).isEqualTo(api);
        }
        assertThat(Api.ofKey(4)).as("LeaderAndIsr, which is between brokers").isNull();
        assertThat(Api.ofKey(-1)).isNull();
        assertThat(Api.ofKey(Short.MAX_VALUE)).isNull();
    }

    @Test
    void shouldOfferNothingOutsideItsRange() {
        assertThat(Api.PRODUCE.offers(2)).isFalse();
        assertThat(Api.PRODUCE.offers(3)).isTrue();
        assertThat(Api.PRODUCE.offers(13)).isTrue();
        assertThat(Api.PRODUCE.offers(14)).isFalse();
        assertThat(Api.PRODUCE.offers(-1)).isFalse();
    }
}
