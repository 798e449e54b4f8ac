package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;

/**
 * What is published in a client's name when its connection ends without a DISCONNECT that removes
 * it [MQTT-3.1.2-8].
 *
 * @param delaySeconds waits for the client to return, at most until the session ends [MQTT-3.1.3-9]
 * @param expirySeconds counted from when it is published; negative for never
 */
public record Will(Message message, long delaySeconds, long expirySeconds) {}
