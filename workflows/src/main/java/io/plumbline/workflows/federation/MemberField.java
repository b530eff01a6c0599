package io.plumbline.workflows.federation;

/** The fields of a member that are kept in sync, in their order for people (C5). Spelled as on the wire. */
public enum MemberField {
    firstName,
    lastName,
    dateOfBirth,
    email,
    phone,
    address
}
