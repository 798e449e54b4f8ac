package io.robustmq.conformance.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test of 3.1.1 and 5.0: of what MQTT 3.1 leaves open, such as bits that it calls unused. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ParameterizedTest(name = "{0}")
@EnumSource(
        value = MqttVersion.class,
        names = {"V3_1_1", "V5"})
public @interface Since311 {}
