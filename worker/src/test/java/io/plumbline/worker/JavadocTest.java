package io.plumbline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the compiler has to say of our Javadoc. It fails the build for what is wrong, and only warns of what is odd. */
class JavadocTest {

    private static final List<String> MODULES = List.of("infra", "workflows", "activities", "worker");

    @TempDir
    Path directory;

    @Test
    void there_is_no_warning_of_Javadoc() throws IOException {
        assertThat(saidOf(MODULES.stream().flatMap(JavadocTest::sources).toList()))
                .isEmpty();
    }

    @Test
    void an_empty_paragraph_and_a_name_that_is_none_of_a_private_member_are_told() throws IOException {
        var file = directory.resolve("Planted.java");
        Files.writeString(file, """
                /** Planted. */
                class Planted {
                    /** <p></p> With a {@link Nobody}. */
                    private static void f() {}
                }
                """);
        assertThat(saidOf(List.of(file)))
                .hasSize(2)
                .anySatisfy(said -> assertThat(said).contains("empty <p> tag"))
                .anySatisfy(said -> assertThat(said).contains("reference not found"));
    }

    private static Stream<Path> sources(String module) {
        try (var files = Files.walk(Path.of("..", module, "src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> saidOf(List<Path> sources) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var found = new DiagnosticCollector<JavaFileObject>();
        try (var files = compiler.getStandardFileManager(found, null, null)) {
            var task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    found,
                    List.of(
                            "-proc:none",
                            "-Xdoclint:all,-missing",
                            "-classpath",
                            System.getProperty("java.class.path")),
                    null,
                    files.getJavaFileObjectsFromPaths(sources));
            task.analyze();
        }
        return found.getDiagnostics().stream()
                .filter(one -> one.getCode().endsWith(".proc.messager")) // as the check of Javadoc reports
                .map(Object::toString)
                .toList();
    }
}
