package io.plumbline.activities.incidents;

import java.util.List;

/** A way to reach people. */
interface IncidentChannel {

    /**
     * Tells of it, or throws. May be called again with the same key when it is not known whether the message went out.
     *
     * @param key of this one message
     */
    void send(String key, List<String> recipients, String subject, String text);
}
