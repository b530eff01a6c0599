package io.plumbline.worker.temporal;

import io.temporal.worker.WorkerOptions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the workers of all task queues have in common. */
@Configuration(proxyBeanMethods = false)
class WorkerConfiguration {

    /** The SDK's own second is short for a workflow's first step on a busy machine, which loads its classes in it. */
    @Bean
    WorkerOptions workerOptions(WorkerSettings settings) {
        return WorkerOptions.newBuilder()
                .setDefaultDeadlockDetectionTimeout(settings.deadlockAfter().toMillis())
                .build();
    }
}
