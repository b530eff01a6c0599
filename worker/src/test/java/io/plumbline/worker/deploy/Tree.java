package io.plumbline.worker.deploy;

import java.util.List;
import java.util.Map;

/** What a YAML file has, read by paths such as {@code spec/template/metadata}. */
final class Tree {

    private Tree() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> of(Object node) {
        if (!(node instanceof Map)) {
            throw new AssertionError("not a map: " + node);
        }
        return (Map<String, Object>) node;
    }

    /** The value there; an error where there is none. */
    static Object at(Map<String, Object> tree, String path) {
        Object node = tree;
        for (var key : path.split("/")) {
            node = of(node).get(key);
            if (node == null) {
                throw new AssertionError("nothing at " + path + " of " + tree);
            }
        }
        return node;
    }

    static Map<String, Object> map(Map<String, Object> tree, String path) {
        return of(at(tree, path));
    }

    static List<Map<String, Object>> list(Map<String, Object> tree, String path) {
        return ((List<?>) at(tree, path)).stream().map(Tree::of).toList();
    }

    static String text(Map<String, Object> tree, String path) {
        return String.valueOf(at(tree, path));
    }

    static List<String> texts(List<?> list) {
        return list.stream().map(String::valueOf).toList();
    }
}
