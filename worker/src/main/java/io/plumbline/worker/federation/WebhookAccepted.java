package io.plumbline.worker.federation;

/** The event that a webhook was accepted and its row has committed. */
record WebhookAccepted() {}
