package io.plumbline.worker.federation;

import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.workflows.federation.FederationActivities;
import io.plumbline.workflows.federation.FederationNightsImpl;
import io.plumbline.workflows.federation.ScheduledFederationImpl;
import io.plumbline.workflows.federation.SyncOrganizationImpl;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.common.converter.DataConverterException;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import org.springframework.context.annotation.Configuration;

/** Works on the task queue {@code federation}. */
@Configuration(proxyBeanMethods = false)
@OnRole(Role.federation)
class FederationWorker {

    FederationWorker(WorkerFactory factory, WorkerOptions options, FederationActivities activities) {
        var worker = factory.newWorker(TaskQueues.FEDERATION, options);
        worker.registerWorkflowImplementationTypes(
                WorkflowImplementationOptions.newBuilder()
                        // like a strategy that there is not: refused with the reason, rather than tried for ever
                        .setFailWorkflowExceptionTypes(DataConverterException.class)
                        .build(),
                ScheduledFederationImpl.class,
                FederationNightsImpl.class,
                SyncOrganizationImpl.class);
        worker.registerActivitiesImplementations(activities);
    }
}
