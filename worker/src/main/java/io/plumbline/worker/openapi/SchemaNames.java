package io.plumbline.worker.openapi;

import io.swagger.v3.core.jackson.TypeNameResolver;

/** A record inside a class is named with its class, since many are called Answer or Page. */
final class SchemaNames extends TypeNameResolver {

    @Override
    protected String getNameOfClass(Class<?> type) {
        var outer = type.getEnclosingClass();
        return outer == null ? type.getSimpleName() : word(outer) + type.getSimpleName();
    }

    /** What a class is about: {@code SyncHealth} for {@code SyncHealthController}. */
    static String word(Class<?> type) {
        return type.getSimpleName().replaceFirst("Controller$", "");
    }
}
