package io.plumbline.worker.deploy;

import java.util.Locale;

/**
 * A setting as the metadata of the build describes it.
 *
 * @param defaultValue empty where there is none
 */
record Setting(String name, String type, String description, String defaultValue) implements Comparable<Setting> {

    boolean ours() {
        return name.startsWith("plumbline.");
    }

    /** The name that it has in the environment. */
    String variable() {
        return name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** The part of the name that settings of one feature share. */
    String feature() {
        var parts = name.split("\\.");
        return parts.length == 2 ? "process" : parts[1];
    }

    @Override
    public int compareTo(Setting other) {
        return name.compareTo(other.name);
    }
}
