package io.plumbline.workflows.run;

/** What made a run happen. The constants are spelled as on the wire and in the tables. */
public enum Trigger {
    scheduled,
    manual,
    webhook
}
