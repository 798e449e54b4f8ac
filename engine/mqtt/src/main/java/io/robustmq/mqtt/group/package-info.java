/** What shared groups and their members have had of messages that may come again. */
@NullMarked
package io.robustmq.mqtt.group;

import org.jspecify.annotations.NullMarked;
