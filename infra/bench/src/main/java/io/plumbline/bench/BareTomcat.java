package io.plumbline.bench;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** The server of the program, without the program: for each request one prepared insert of one row, and no check. */
final class BareTomcat {

    private static final int CONNECTIONS = 20; // as the program has

    private BareTomcat() {}

    /** @param arguments the port, and the address of the database */
    public static void main(String[] arguments) throws LifecycleException, IOException {
        var database = new HikariDataSource();
        database.setJdbcUrl(arguments[1]);
        database.setMaximumPoolSize(CONNECTIONS);
        var tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("bare").toString());
        tomcat.setPort(Integer.parseInt(arguments[0]));
        tomcat.getConnector();
        var context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "insert", new Insert(database));
        context.addServletMappingDecoded("/*", "insert");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static final class Insert extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final transient HikariDataSource database;

        Insert(HikariDataSource database) {
            this.database = database;
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            var body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            try (var connection = database.getConnection();
                    var statement = connection.prepareStatement("insert into bare_event (body) values (?)")) {
                statement.setString(1, body);
                Check.that(statement.executeUpdate() == 1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
