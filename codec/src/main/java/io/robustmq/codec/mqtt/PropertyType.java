package io.robustmq.codec.mqtt;

/** Data type of a property's value, by identifier (§2.2.2.2, table 2-4). */
public enum PropertyType {
    /** One byte, 0 or 1: every Byte property of MQTT 5 is one of these. */
    BOOLEAN,
    TWO_BYTE_INTEGER,
    FOUR_BYTE_INTEGER,
    VARIABLE_BYTE_INTEGER,
    UTF_8_STRING,
    BINARY_DATA,
    UTF_8_STRING_PAIR;

    /** Type of a known identifier. */
    public static PropertyType of(int propertyId) {
        return switch (propertyId) {
            case PropertyId.PAYLOAD_FORMAT_INDICATOR,
                    PropertyId.REQUEST_PROBLEM_INFORMATION,
                    PropertyId.REQUEST_RESPONSE_INFORMATION,
                    PropertyId.MAXIMUM_QOS,
                    PropertyId.RETAIN_AVAILABLE,
                    PropertyId.WILDCARD_SUBSCRIPTION_AVAILABLE,
                    PropertyId.SUBSCRIPTION_IDENTIFIER_AVAILABLE,
                    PropertyId.SHARED_SUBSCRIPTION_AVAILABLE ->
                    BOOLEAN;
            case PropertyId.SERVER_KEEP_ALIVE,
                    PropertyId.RECEIVE_MAXIMUM,
                    PropertyId.TOPIC_ALIAS_MAXIMUM,
                    PropertyId.TOPIC_ALIAS ->
                    TWO_BYTE_INTEGER;
            case PropertyId.MESSAGE_EXPIRY_INTERVAL,
                    PropertyId.SESSION_EXPIRY_INTERVAL,
                    PropertyId.WILL_DELAY_INTERVAL,
                    PropertyId.MAXIMUM_PACKET_SIZE ->
                    FOUR_BYTE_INTEGER;
            case PropertyId.SUBSCRIPTION_IDENTIFIER -> VARIABLE_BYTE_INTEGER;
            case PropertyId.CONTENT_TYPE,
                    PropertyId.RESPONSE_TOPIC,
                    PropertyId.ASSIGNED_CLIENT_IDENTIFIER,
                    PropertyId.AUTHENTICATION_METHOD,
                    PropertyId.RESPONSE_INFORMATION,
                    PropertyId.SERVER_REFERENCE,
                    PropertyId.REASON_STRING ->
                    UTF_8_STRING;
            case PropertyId.CORRELATION_DATA, PropertyId.AUTHENTICATION_DATA -> BINARY_DATA;
            case PropertyId.USER_PROPERTY -> UTF_8_STRING_PAIR;
            default -> throw new IllegalArgumentException("no property " + propertyId);
        };
    }
}
