/** The clients that people use, unchanged: hivemq-mqtt-client, Eclipse Paho, mosquitto's tools. */
@NullMarked
package io.robustmq.conformance.clients;

import org.jspecify.annotations.NullMarked;
