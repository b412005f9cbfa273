/**
 * The load balancer: a real socket that streams HTTP/1.1 to targets by rule and weight, counts what
 * came of it per target group and second, and checks the targets' health. It knows nothing of the
 * AWS API; the control plane hands it a {@link dev.ingot.sandbox.cloud.proxy.RouteTable} and a
 * {@link dev.ingot.sandbox.cloud.proxy.TargetSource} and reads its {@link
 * dev.ingot.sandbox.cloud.proxy.Counters}.
 */
@NullMarked
package dev.ingot.sandbox.cloud.proxy;

import org.jspecify.annotations.NullMarked;
