package io.plumbline.worker.products;

import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.workflows.products.ProductActivities;
import io.plumbline.workflows.products.ProductSyncImpl;
import io.plumbline.workflows.products.ProductSyncRunImpl;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.common.converter.DataConverterException;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import org.springframework.context.annotation.Configuration;

/** Works on the task queue {@code products}. */
@Configuration(proxyBeanMethods = false)
@OnRole(Role.products)
class ProductWorker {

    ProductWorker(WorkerFactory factory, WorkerOptions options, ProductActivities activities) {
        var worker = factory.newWorker(TaskQueues.PRODUCTS, options);
        worker.registerWorkflowImplementationTypes(
                WorkflowImplementationOptions.newBuilder()
                        .setFailWorkflowExceptionTypes(DataConverterException.class)
                        .build(),
                ProductSyncImpl.class,
                ProductSyncRunImpl.class);
        worker.registerActivitiesImplementations(activities);
    }
}
