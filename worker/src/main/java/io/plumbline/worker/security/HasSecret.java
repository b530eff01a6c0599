package io.plumbline.worker.security;

import java.util.stream.Stream;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether tokens are checked with a secret, so that this process can make some itself. */
final class HasSecret implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return Stream.of(KeySource.jwkSet, KeySource.publicKey, KeySource.issuer)
                .map(KeySource::property)
                .allMatch(name -> context.getEnvironment().getProperty(name, "").isBlank());
    }
}
