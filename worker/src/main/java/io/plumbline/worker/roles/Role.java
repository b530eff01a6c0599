package io.plumbline.worker.roles;

/** A part of the program that a process may leave to others ({@code plumbline.roles}). */
public enum Role {
    api,
    reconcile,
    conversation,
    federation,
    products
}
