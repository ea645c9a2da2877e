from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "cms.delivery"
    verbose_name = "Delivery"
