package io.plumbline.worker.reconcile;

import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.workflows.reconcile.ReconcileActivities;
import io.plumbline.workflows.reconcile.ReconcileSweepImpl;
import io.plumbline.workflows.reconcile.ReconcileWorkspaceImpl;
import io.plumbline.workflows.reconcile.ScheduledReconcileImpl;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.common.converter.DataConverterException;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import org.springframework.context.annotation.Configuration;

/** Works on the task queue {@code reconcile}. */
@Configuration(proxyBeanMethods = false)
@OnRole(Role.reconcile)
class ReconcileWorker {

    ReconcileWorker(WorkerFactory factory, WorkerOptions options, ReconcileActivities activities) {
        var worker = factory.newWorker(TaskQueues.RECONCILE, options);
        worker.registerWorkflowImplementationTypes(
                WorkflowImplementationOptions.newBuilder()
                        // an argument that cannot be read fails the workflow with the reason, rather than being tried
                        // for ever
                        .setFailWorkflowExceptionTypes(DataConverterException.class)
                        .build(),
                ScheduledReconcileImpl.class,
                ReconcileSweepImpl.class,
                ReconcileWorkspaceImpl.class);
        worker.registerActivitiesImplementations(activities);
    }
}
