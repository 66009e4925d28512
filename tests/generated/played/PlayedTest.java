// Plugs any rules into their generated tests: each call goes to rules_service, which plays the rules. RULES is put in
// by the script that runs it.
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.stream.Collectors;

class PlayedTest extends RULESTest {
  private static final Process process = start();
  private static final Writer requests = process.outputWriter();
  private static final BufferedReader answers = process.inputReader();

  private static Process start() {
    try {
      return new ProcessBuilder(System.getenv("RULES_SERVICE").split(";"))
          .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException mistake) {
      throw new UncheckedIOException(mistake);
    }
  }

  private static String call(String words) throws IOException {
    requests.write(words + "\n");
    requests.flush();
    return answers.readLine();
  }

  private static String word(Object value) {
    try {
      if (value instanceof Set<?> set) {
        return set.stream().map(PlayedTest::word).sorted().collect(Collectors.joining(",", "{", "}"));
      }
      if (value instanceof Enum<?> constant) {
        return constant.name();
      }
      return (String) value.getClass().getMethod("name").invoke(value);
    } catch (ReflectiveOperationException mistake) {
      throw new IllegalStateException(mistake);
    }
  }

  private static Object told(Method method, String answer) throws ReflectiveOperationException {
    Class<?> type = method.getReturnType();
    if (type == void.class) {
      return null;
    }
    if (type == boolean.class) {
      return answer.equals("yes");
    }
    if (type.isEnum()) {
      return type.getMethod("valueOf", String.class).invoke(null, answer.substring(1));
    }
    if (type == RULESDriver.Outcome.class) {
      return answer.equals("allowed")
          ? RULESDriver.Outcome.allowed() : RULESDriver.Outcome.refused(answer.substring("refused\t".length()));
    }
    return type.getDeclaredConstructor(String.class).newInstance(answer.substring(1));
  }

  @Override
  protected RULESDriver makeDriver() {
    try {
      call("new");
    } catch (IOException mistake) {
      throw new UncheckedIOException(mistake);
    }
    return (RULESDriver) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {RULESDriver.class},
        (proxy, method, arguments) -> {
          StringBuilder words = new StringBuilder(method.getName());
          for (Object argument : arguments == null ? new Object[0] : arguments) {
            words.append('\t').append(word(argument));
          }
          return told(method, call(words.toString()));
        });
  }
}
