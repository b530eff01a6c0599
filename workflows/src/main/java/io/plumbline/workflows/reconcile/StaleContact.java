package io.plumbline.workflows.reconcile;

import java.time.Instant;

/**
 * A contact that gets a flag, and the note that says so.
 *
 * @param contactId the contact
 * @param lastActivity when it was last active
 * @param note the text of the flag
 */
public record StaleContact(long contactId, Instant lastActivity, String note) {}
