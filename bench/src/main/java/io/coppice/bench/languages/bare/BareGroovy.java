package io.coppice.bench.languages.bare;

import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import groovy.transform.ThreadInterrupt;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.customizers.ASTTransformationCustomizer;

/** A script in Groovy that has Vert.x itself, and can be interrupted. */
final class BareGroovy extends BareEcho {

    private final Path file;

    BareGroovy(Path file) {
        this.file = file;
    }

    @Override
    public Future<?> start() throws IOException {
        CompilerConfiguration compiler = new CompilerConfiguration();
        compiler.addCompilationCustomizers(new ASTTransformationCustomizer(ThreadInterrupt.class));
        Binding has = new Binding(Map.of("vertx", vertx, "address", ADDRESS));
        Object consumer = new GroovyShell(has, compiler).evaluate(file.toFile());
        return ((MessageConsumer<?>) consumer).completion();
    }
}
