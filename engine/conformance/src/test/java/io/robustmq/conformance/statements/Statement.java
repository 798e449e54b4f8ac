package io.robustmq.conformance.statements;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The normative statements that a test shows the broker to keep: {@code MQTT5:3.1.0-1}, {@code
 * MQTT311:3.1.0-1}, {@code MQTT31:3.1-1}. Each must be in the lists of statements.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Statement {
    String[] value();
}
