package io.coppice.host.cli;

import io.coppice.host.config.Printable;
import io.coppice.host.template.PluginTemplate;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a plugin to start from. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description = "Makes a plugin to start from, in a new folder: a child that runs as it is, its test, a README"
                + " and a configuration.")
final class NewCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "What the plugin and its folder are called.")
    @SuppressWarnings("NullAway.Init") // It is required.
    private String name;

    @Option(
            names = "--lang",
            required = true,
            paramLabel = "java|js|python|wasm|process",
            description = "The language that it is written in.")
    @SuppressWarnings("NullAway.Init") // It is required.
    private PluginTemplate language;

    @Override
    public Integer call() {
        if (!PluginTemplate.isName(name)) {
            throw new ParameterException(
                    spec.commandLine(), "NAME must be " + PluginTemplate.NAMES + ", not \"" + name + "\"");
        }
        PrintWriter err = spec.commandLine().getErr();
        Path folder = Path.of(name);
        try {
            language.write(folder).forEach(file -> spec.commandLine().getOut().println(folder.resolve(file)));
        } catch (FileAlreadyExistsException taken) {
            err.println("coppice: there is a " + name + " already; give the plugin another name, or remove it");
            return ExitCode.SOFTWARE;
        } catch (IOException failure) {
            err.println(Printable.of("coppice: the plugin " + name + " cannot be made: " + failure));
            return ExitCode.SOFTWARE;
        }
        err.println("what next: " + folder.resolve("README.md"));
        return ExitCode.DONE;
    }
}
