package io.plumbline.worker.temporal;

/** The event that Temporal answers and the workers poll. Its listeners run again when one of them fails. */
public record WorkersStarted() {}
