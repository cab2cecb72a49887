package io.coppice.host.plugin;

import io.coppice.host.config.NearestWord;
import io.coppice.language.Language;
import io.coppice.supervision.bus.EventManagerVerticle;
import io.coppice.supervision.bus.MonitorVerticle;
import io.coppice.supervision.bus.RegistryVerticle;
import io.vertx.core.Deployable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Verticles that are classes of plugin jars, source files of plugins, or one of those that the host offers itself. */
final class JavaLanguage implements Language {

    private static final String OFFERED_PACKAGE = "io.coppice.supervision.bus.";

    private static final List<String> OFFERED = List.of(
            EventManagerVerticle.class.getName(), MonitorVerticle.class.getName(), RegistryVerticle.class.getName());

    private final Supplier<PluginCatalog> catalog;
    private final PluginLoaders loaders;

    JavaLanguage(Supplier<PluginCatalog> catalog, PluginLoaders loaders) {
        this.catalog = catalog;
        this.loaders = loaders;
    }

    @Override
    public String prefix() {
        return "java";
    }

    @Override
    public Optional<Problem> check(String name, @Nullable String plugin) {
        if (name.endsWith(JavaSources.ENDING)) {
            return source(name, plugin)
                    .map(found -> problemOf(found.className(), found.plugin()))
                    .orElseGet(() -> unfit("there is no source file " + name + " of a plugin", sourceAdvice()));
        }
        return checkClass(name, plugin);
    }

    private Optional<Problem> checkClass(String className, @Nullable String plugin) {
        if (isOffered(className, plugin)) {
            return OFFERED.contains(className)
                    ? Optional.empty()
                    : Optional.of(
                            new Problem("start", "the host has no verticle " + className, offeredAdvice(className)));
        }
        List<Plugin> named = named(plugin);
        List<Plugin> having =
                named.stream().filter(jar -> jar.hasClass(className)).toList();
        if (having.size() == 1) {
            return problemOf(className, having.get(0));
        }
        if (having.size() > 1) {
            String advice =
                    plugin == null ? "say which: \"plugin\": \"" + having.get(0).id() + "\"" : "remove one of them";
            return Optional.of(
                    new Problem("start", "the class " + className + " is in two jars, " + files(having), advice));
        }
        if (plugin != null && named.isEmpty()) {
            return Optional.of(new Problem("plugin", "no plugin jar is called \"" + plugin + "\"", jarAdvice(plugin)));
        }
        return Optional.of(new Problem(
                "start",
                "the class " + className + " is in no plugin jar"
                        + (plugin == null ? "" : " called \"" + plugin + "\""),
                classAdvice(className)));
    }

    private static boolean isOffered(String className, @Nullable String plugin) {
        return plugin == null && className.startsWith(OFFERED_PACKAGE);
    }

    private static String offeredAdvice(String className) {
        return NearestWord.of(className, OFFERED)
                .map(name -> "did you mean \"" + name + "\"?")
                .orElseGet(() -> "it has " + String.join(", ", OFFERED));
    }

    /** Looks at the class without running any of its code. */
    private Optional<Problem> problemOf(String className, Plugin jar) {
        try {
            Class<?> type = Class.forName(className, false, loaders.of(jar));
            if (!Deployable.class.isAssignableFrom(type)) {
                return unfit(className + " is not a verticle", "it should extend VerticleBase");
            }
            if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
                return unfit(className + " must be a public class, not abstract", "");
            }
            if (Arrays.stream(type.getConstructors()).noneMatch(constructor -> constructor.getParameterCount() == 0)) {
                return unfit(className + " has no public constructor without parameters", "add one");
            }
            return Optional.empty();
        } catch (NoClassDefFoundError | ClassNotFoundException missing) {
            String name = String.valueOf(missing.getMessage()).replace('/', '.');
            return unfit(className + " needs the class " + name, "which neither the host nor " + jar.source() + " has");
        } catch (LinkageError broken) {
            return unfit(className + " cannot be loaded from " + jar.source() + ": " + broken, "");
        }
    }

    private static Optional<Problem> unfit(String message, String suggestion) {
        return Optional.of(new Problem("start", message, suggestion));
    }

    /**
     * A source file that was compiled.
     *
     * @param className the class with its name
     */
    private record Source(Plugin plugin, String className) {}

    private Optional<Source> source(String name, @Nullable String plugin) {
        String file = plugin == null ? name : plugin + "/" + name;
        return named(plugin).stream()
                .flatMap(candidate -> Optional.ofNullable(
                                candidate.sources().mains().get(file))
                        .stream()
                        .map(className -> new Source(candidate, className)))
                .findFirst();
    }

    private String sourceAdvice() {
        String known = catalog.get().plugins().stream()
                .flatMap(each -> each.sources().mains().keySet().stream())
                .sorted()
                .collect(Collectors.joining(", "));
        return (known.isEmpty() ? "looked in " + folders() : "there is " + known)
                + "; one in a folder is named by the start of a child in its plugin.json";
    }

    @Override
    public Program find(String name, @Nullable String plugin) {
        if (name.endsWith(JavaSources.ENDING)) {
            Source found = source(name, plugin)
                    .orElseThrow(() -> new IllegalArgumentException("no plugin has the source file " + name));
            ClassLoader loader = loaders.of(found.plugin());
            return new Program(() -> instance(found.className(), loader), loader);
        }
        return findClass(name, plugin);
    }

    private Program findClass(String className, @Nullable String plugin) {
        if (isOffered(className, plugin)) {
            ClassLoader host = JavaLanguage.class.getClassLoader();
            return new Program(() -> instance(className, host), host);
        }
        Plugin jar = named(plugin).stream()
                .filter(candidate -> candidate.hasClass(className))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no plugin jar has the class " + className));
        ClassLoader loader = loaders.of(jar);
        return new Program(() -> instance(className, loader), loader);
    }

    private List<Plugin> named(@Nullable String plugin) {
        return plugin == null
                ? catalog.get().plugins()
                : catalog.get().plugins().stream()
                        .filter(jar -> jar.id().equals(plugin))
                        .toList();
    }

    private static Deployable instance(String className, ClassLoader loader) throws Exception {
        Object instance;
        try {
            instance = loader.loadClass(className).getDeclaredConstructor().newInstance();
        } catch (NoSuchMethodException none) {
            throw new IllegalArgumentException(className + " has no public constructor without parameters", none);
        } catch (IllegalAccessException | InstantiationException closed) {
            throw new IllegalArgumentException(
                    className + " must be a public class, not abstract, with a public constructor", closed);
        } catch (InvocationTargetException thrown) {
            // What the constructor itself threw is what its author wants to see.
            throw thrown.getCause() instanceof Exception cause ? cause : thrown;
        }
        if (instance instanceof Deployable deployable) {
            return deployable;
        }
        throw new IllegalArgumentException(className + " is not a verticle: it should extend VerticleBase");
    }

    private String classAdvice(String className) {
        List<String> known = catalog.get().plugins().stream()
                .flatMap(jar -> jar.classFiles().stream())
                .map(path ->
                        path.substring(0, path.length() - ".class".length()).replace('/', '.'))
                .filter(name -> name.indexOf('$') < 0)
                .sorted()
                .toList();
        String near = NearestWord.of(className, known)
                .map(name -> "did you mean \"" + name + "\"?")
                .orElseGet(() -> "looked in " + folders());
        return near + brokenJars();
    }

    private String jarAdvice(String plugin) {
        List<String> names =
                catalog.get().plugins().stream().map(Plugin::id).distinct().toList();
        String near = NearestWord.of(plugin, names)
                .map(name -> "did you mean \"" + name + "\"?")
                .orElseGet(() -> "looked in " + folders());
        return near + brokenJars();
    }

    private String folders() {
        return catalog.get().folders().stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    /** It may be in one that cannot be read. */
    private String brokenJars() {
        return catalog.get().broken().entrySet().stream()
                .map(entry -> "; not readable: " + entry.getKey() + " (" + entry.getValue() + ")")
                .sorted()
                .collect(Collectors.joining());
    }

    private static String files(List<Plugin> jars) {
        return jars.stream().map(jar -> jar.source().toString()).collect(Collectors.joining(" and "));
    }
}
