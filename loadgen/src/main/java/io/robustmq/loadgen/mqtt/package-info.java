/** The rig's MQTT driver: connections that publish and receive as cheaply as a broker does. */
@NullMarked
package io.robustmq.loadgen.mqtt;

import org.jspecify.annotations.NullMarked;
