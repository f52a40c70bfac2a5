package dev.slipway.yarn.submit;

import dev.slipway.api.SlipwayException;
import dev.slipway.api.submit.Caller;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.security.PrivilegedAction;
import java.util.function.Supplier;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * In whose name Hadoop is spoken with. For this process's own account that is whoever Hadoop takes
 * it for (HADOOP_USER_NAME, a Kerberos ticket); for somebody else it is a proxy user, which Hadoop
 * must allow (hadoop.proxyuser.*).
 */
final class Identity {
  private final UserGroupInformation user;

  private Identity(UserGroupInformation user) {
    this.user = user;
  }

  static Identity of(Caller caller) {
    UserGroupInformation login = current();
    boolean own =
        caller.user().equals(System.getProperty("user.name"))
            || caller.user().equals(login.getShortUserName());
    return new Identity(own ? login : UserGroupInformation.createProxyUser(caller.user(), login));
  }

  static UserGroupInformation current() {
    try {
      return UserGroupInformation.getCurrentUser();
    } catch (IOException e) {
      throw SlipwayException.ofFiles("Hadoop does not know who we are", e);
    }
  }

  <T> T run(Supplier<T> action) {
    try {
      return user.doAs((PrivilegedAction<T>) () -> action.get());
    } catch (UndeclaredThrowableException e) {
      throw e.getCause() instanceof SlipwayException told ? told : e;
    }
  }
}
