package io.plumbline.worker.reconcile;

/** The event that the start has come to its end: what the first sweep found, as a sentence. */
public record FirstSweep(String found) {}
