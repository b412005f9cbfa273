package dev.ingot.stage;

import dev.ingot.stage.config.Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What every worker needs to know to take part in the log. */
public record RuntimeConfig(
    @Key(
            value = "ingot.kafka.bootstrap.servers",
            doc = "Brokers to start from, host:port, separated by commas.",
            otherwise = "127.0.0.1:9092")
        String bootstrapServers,
    @Key(
            value = "ingot.schema.registry.url",
            doc = "Base URL of the schema registry; mock://scope keeps schemas in this process.",
            otherwise = "http://127.0.0.1:8081")
        String registryUrl,
    @Key(value = "ingot.topic.prefix", doc = "Prefix of every topic's name.", otherwise = "ingot.")
        String topicPrefix,
    @Key(
            value = "ingot.kafka.properties",
            doc =
                "File of further settings for every Kafka client and for the schema registry's, such"
                    + " as security.protocol, sasl.jaas.config or basic.auth.user.info; none when"
                    + " empty.",
            otherwise = "")
        Optional<Path> kafkaProperties,
    @Key(
            value = "ingot.worker.slot",
            doc =
                "Number of this replica of the worker, from 0; its transactional id derives from it,"
                    + " so no two live replicas may share one.",
            otherwise = "0")
        int slot,
    @Key(
            value = "ingot.session.timeout",
            doc =
                "Silence after which the group gives a worker's partitions to another; the same for"
                    + " all workers. It is the brokers' to keep: at its start a worker sets it for its"
                    + " group, for which it needs AlterConfigs on the group, and the brokers'"
                    + " group.consumer.min.session.timeout.ms (Kafka's default is 45 s) must be no"
                    + " more than this and group.consumer.min.heartbeat.interval.ms no more than a"
                    + " fifth of it. What a worker could not set it says in /health/ready.",
            otherwise = "10s")
        Duration sessionTimeout,
    @Key(
            value = "ingot.http.host",
            doc = "Address that /health and /metrics are served on.",
            otherwise = "127.0.0.1")
        String httpHost,
    @Key(
            value = "ingot.http.port",
            doc = "Port that /health and /metrics are served on; 0 takes a free one.",
            otherwise = "0")
        int httpPort) {}
