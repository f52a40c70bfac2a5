package dev.slipway.yarn.driver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.webapp.util.WebAppUtils;

/** YARN's proxy, behind which the driver's pages are seen, by Hadoop's configuration. */
record UiProxy(Configuration hadoop) {

  /** What the driver's UI must know of it. */
  Map<String, String> settings(String application) {
    List<String> proxies = WebAppUtils.getProxyHostsAndPortsForAmFilter(hadoop);
    String path = "/proxy/" + application;
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.ui.proxyBase", path);
    if (!proxies.isEmpty()) {
      settings.putAll(
          ProxyFilter.settings(
              proxies.stream().map(each -> each.replaceFirst(":\\d+$", "")).toList(),
              WebAppUtils.getHttpSchemePrefix(hadoop) + proxies.get(0) + path));
    }
    return settings;
  }
}
