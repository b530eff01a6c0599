package io.plumbline.workflows.federation;

import org.jspecify.annotations.Nullable;

/** The six values of one member, as they were written. Each may be absent. */
public record MemberValues(
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String dateOfBirth,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String address) {

    public static final MemberValues EMPTY = new MemberValues(null, null, null, null, null, null);

    /** @param values in the order of {@link MemberField} */
    public static MemberValues of(@Nullable String[] values) {
        return new MemberValues(values[0], values[1], values[2], values[3], values[4], values[5]);
    }

    public @Nullable String get(MemberField field) {
        return switch (field) {
            case firstName -> firstName;
            case lastName -> lastName;
            case dateOfBirth -> dateOfBirth;
            case email -> email;
            case phone -> phone;
            case address -> address;
        };
    }

    public MemberValues with(MemberField field, @Nullable String value) {
        return switch (field) {
            case firstName -> new MemberValues(value, lastName, dateOfBirth, email, phone, address);
            case lastName -> new MemberValues(firstName, value, dateOfBirth, email, phone, address);
            case dateOfBirth -> new MemberValues(firstName, lastName, value, email, phone, address);
            case email -> new MemberValues(firstName, lastName, dateOfBirth, value, phone, address);
            case phone -> new MemberValues(firstName, lastName, dateOfBirth, email, value, address);
            case address -> new MemberValues(firstName, lastName, dateOfBirth, email, phone, value);
        };
    }
}
