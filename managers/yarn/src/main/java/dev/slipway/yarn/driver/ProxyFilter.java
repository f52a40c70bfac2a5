package dev.slipway.yarn.driver;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Principal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Before every page of the driver's UI: only YARN's proxy may ask for it, because only the proxy
 * knows who the user is; everybody else is sent there. The proxy names the user in a cookie, as
 * Hadoop's {@code WebAppProxyServlet} has it.
 */
public final class ProxyFilter implements Filter {
  private static final String HOSTS = "hosts";
  private static final String BASE = "base";
  private static final String USER_COOKIE = "proxy-user";
  private static final long LOOK_UP_AGAIN_NANOS = 300_000_000_000L;

  private List<String> hosts = List.of();
  private String base = "";
  // Guarded by this.
  private Set<String> addresses = Set.of();
  private long lookedUp;

  /** Made by Jetty, by Spark's {@code spark.ui.filters}. */
  public ProxyFilter() {}

  /** The settings that put it before the UI. */
  static Map<String, String> settings(List<String> hosts, String base) {
    String name = ProxyFilter.class.getName();
    return Map.of(
        "spark.ui.filters",
        name,
        "spark." + name + ".param." + HOSTS,
        String.join(",", hosts),
        "spark." + name + ".param." + BASE,
        base);
  }

  @Override
  public void init(FilterConfig configuration) {
    hosts = List.of(configuration.getInitParameter(HOSTS).split(","));
    base = configuration.getInitParameter(BASE);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest asked = (HttpServletRequest) request;
    if (addresses().contains(asked.getRemoteAddr())) {
      chain.doFilter(user(asked).<ServletRequest>map(n -> as(n, asked)).orElse(asked), response);
      return;
    }
    String query = asked.getQueryString() == null ? "" : "?" + asked.getQueryString();
    ((HttpServletResponse) response).sendRedirect(base + asked.getRequestURI() + query);
  }

  private synchronized Set<String> addresses() {
    if (addresses.isEmpty() || System.nanoTime() - lookedUp > LOOK_UP_AGAIN_NANOS) {
      Set<String> found = new HashSet<>();
      for (String host : hosts) {
        try {
          Stream.of(InetAddress.getAllByName(host)).forEach(a -> found.add(a.getHostAddress()));
        } catch (UnknownHostException e) {
          // One of several may be gone.
          continue;
        }
      }
      addresses = Set.copyOf(found);
      lookedUp = System.nanoTime();
    }
    return addresses;
  }

  private static Optional<String> user(HttpServletRequest asked) {
    Cookie[] cookies = asked.getCookies();
    return cookies == null
        ? Optional.empty()
        : Stream.of(cookies)
            .filter(cookie -> cookie.getName().equals(USER_COOKIE))
            .map(Cookie::getValue)
            .findFirst();
  }

  private static HttpServletRequest as(String user, HttpServletRequest asked) {
    return new HttpServletRequestWrapper(asked) {
      @Override
      public Principal getUserPrincipal() {
        return () -> user;
      }

      @Override
      public String getRemoteUser() {
        return user;
      }

      @Override
      public boolean isUserInRole(@Nullable String role) {
        return false;
      }
    };
  }
}
