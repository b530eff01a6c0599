package io.plumbline.workflows.federation;

/** Whose value stands where both sides changed a field (C7). The constants are spelled as on the wire and in the tables. */
public enum ConflictStrategy {
    federation_wins,
    local_wins,
    /** Field by field: the federation's value where nobody edited it here since the last sync, else the local one. */
    merge
}
