package io.plumbline.worker.conversation;

import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.workflows.conversation.ConversationActivities;
import io.plumbline.workflows.conversation.SyncConversationImpl;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.common.converter.DataConverterException;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import org.springframework.context.annotation.Configuration;

/** Works on the task queue {@code conversation}. */
@Configuration(proxyBeanMethods = false)
@OnRole(Role.conversation)
class ConversationWorker {

    ConversationWorker(WorkerFactory factory, WorkerOptions options, ConversationActivities activities) {
        var worker = factory.newWorker(TaskQueues.CONVERSATION, options);
        worker.registerWorkflowImplementationTypes(
                WorkflowImplementationOptions.newBuilder()
                        .setFailWorkflowExceptionTypes(DataConverterException.class)
                        .build(),
                SyncConversationImpl.class);
        worker.registerActivitiesImplementations(activities);
    }
}
